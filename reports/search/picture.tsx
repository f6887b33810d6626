/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A picture with its title, and what is to be seen in it in words.

interface PictureProps {
  readonly title: string;
  /** The picture, for who does not see it. */
  readonly what: string;
  /** Drawn by `draw.ts`, which escapes what is text. */
  readonly svg: string;
}

export function Picture({ title, what, svg }: PictureProps) {
  return (
    <figure>
      <h2>{title}</h2>
      <div class="chart" dangerouslySetInnerHTML={{ __html: svg }} />
      <figcaption>{what}</figcaption>
    </figure>
  );
}
