// The words of the stories are typed; a page can set them.

/** Arrows in the place of `->`. */
export function set(text: string): string {
  return text.replaceAll('->', '→');
}
