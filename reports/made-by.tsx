/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The foot of a page: the command that made it.

export function MadeBy({ command }: { readonly command: string }) {
  return (
    <footer>
      <p>
        Made by <code>{command}</code>
      </p>
    </footer>
  );
}
