// The step: what happened, what it changed, and the state of everything after it.

import { useMemo } from 'preact/hooks';
import { showTime } from '../../text/words.ts';
import { type Patch, patchesOf } from '../view/patches.ts';
import { tablesAt } from '../view/tables.ts';
import { rackAt, type TellingStep, type ToldRun } from '../view/told-run.ts';
import { set } from '../view/typography.ts';
import { TableView } from './table-view.tsx';

interface Props {
  readonly told: ToldRun;
  readonly step: number;
}

export function StepPanel({ told, step }: Props) {
  const current = told.steps[step - 1];
  const tables = useMemo(() => {
    const [now, then] = [told.run.records[step - 1], told.run.records[step - 2]];
    return tablesAt(rackAt(told, step), rackAt(told, Math.max(0, step - 1)), now, then);
  }, [told, step]);
  return (
    <>
      <StepHead step={current} />
      {current && <Patches patches={patchesOf(current.record, rackAt(told, step - 1))} />}
      {tables.map((table) => (
        <TableView key={table.title} table={table} />
      ))}
    </>
  );
}

export function StepHead({ step }: { readonly step: TellingStep | undefined }) {
  if (step === undefined)
    return <p class="step-head quiet">Before the first step: the rack as the scenario sets it up.</p>;
  return (
    <div class="step-head">
      <p class="step-where">
        step {step.index} · {showTime(step.record.now)} · {step.who}
      </p>
      <p class="step-what">{step.what}</p>
      {step.told.map((text) => (
        <p key={text} class={`told ${step.mark === 'x' ? 'told-refused' : ''}`}>
          {text}
        </p>
      ))}
      {step.below.map(({ sort, text }) => (
        <p key={text} class={`change change-${sort}`}>
          {set(text)}
        </p>
      ))}
    </div>
  );
}

function Patches({ patches }: { readonly patches: readonly Patch[] }) {
  if (patches.length === 0) return <p class="quiet small">This step changed nothing in the rack.</p>;
  return (
    <details class="patches">
      <summary>{patches.length === 1 ? '1 value' : `${patches.length} values`} changed</summary>
      <dl>
        {patches.map(({ path, was, is }) => (
          <div key={path}>
            <dt>{path.replaceAll(' ', ' › ')}</dt>
            <dd>
              {was !== undefined && <del>{was}</del>} {is !== undefined && <ins>{is}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
