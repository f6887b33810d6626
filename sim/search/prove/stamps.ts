// A set of numbers that is emptied at once: each bears the stamp of the last time that it was put in.

export class Stamps {
  private turn = 1;
  private stamps = new Int32Array(1 << 10);

  clear(): void {
    this.turn++;
  }

  has(number: number): boolean {
    return this.stamps[number] === this.turn;
  }

  add(number: number): void {
    if (number >= this.stamps.length) {
      const larger = new Int32Array(2 * number);
      larger.set(this.stamps);
      this.stamps = larger;
    }
    this.stamps[number] = this.turn;
  }
}
