// What was thrown, as a text. A scenario's script can throw anything, even what cannot be made one.

export function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message || thrown.name) : String(thrown);
  } catch {
    return 'something that cannot be shown';
  }
}
