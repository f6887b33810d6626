/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// Scenarios and designs: how many invariants each breaks, which is where designs differ.

import type { Matrix } from '../text/matrix.ts';

export function StoryTable({ matrix: { designs, stories } }: { readonly matrix: Matrix }) {
  if (stories.length < 2) return null;
  return (
    <section>
      <h2>How many invariants each scenario breaks</h2>
      <section
        class="scroll"
        aria-label="Scenarios and designs, which scroll sideways"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        <table class="stories">
          <thead>
            <tr>
              <th scope="col">Scenario</th>
              {designs.map((design) => (
                <th scope="col">{design}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stories.map(({ scenario, violated }) => (
              <tr>
                <th scope="row">{scenario}</th>
                {violated.map((count) => (
                  <td class={count === null ? 'unknown' : count > 0 ? 'some' : 'none'}>{count ?? '?'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
