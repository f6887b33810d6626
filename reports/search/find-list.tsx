/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// What a search found wrong, each with the run that shows it.

interface FindListProps {
  readonly finds: readonly {
    readonly invariant: string;
    readonly isSoft: boolean;
    readonly message: string;
    /** Where it was met, in words. */
    readonly where: string;
    /** The page of the run, from the folder of this page. */
    readonly href: string | null;
  }[];
}

export function FindList({ finds }: FindListProps) {
  if (finds.length === 0) return null;
  return (
    <ul class="finds">
      {finds.map(({ invariant, isSoft, message, where, href }) => (
        <li class={isSoft ? 'soft' : 'hard'}>
          <b>
            {isSoft ? 'soft: ' : ''}
            {invariant}
          </b>{' '}
          {where}: {message} {href !== null && <a href={href}>Step through it</a>}
        </li>
      ))}
    </ul>
  );
}
