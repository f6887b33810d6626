// What was run: the story, the design and where it differs from the oldest, the rack, and how to run it again.

import { DESIGNS } from '../../../sim/rack/designs/designs.ts';
import { TOGGLES } from '../../../sim/rack/designs/toggles.ts';
import type { RecordedRun } from '../../recorded-run.ts';

export function About({ run }: { readonly run: RecordedRun }) {
  const { scenario, design: chosen, config, command, course } = run;
  const [baseline] = DESIGNS;
  const what = DESIGNS.find(({ name }) => name === chosen)?.what;
  const differing = TOGGLES.filter(({ name }) => config.toggles[name] !== baseline?.toggles[name]);
  const instances = config.instances.map(({ id, state, autoRestartPolicy }) => {
    return `${id} ${state} (auto-restart ${autoRestartPolicy ?? 'by default'})`;
  });
  return (
    <div class="about">
      <p class="story">{scenario.story}</p>
      <dl>
        <dt>Design</dt>
        <dd>
          <strong>{chosen}</strong>
          {what && `: ${what}`}
        </dd>
        <dt>Differs from {baseline?.name} in</dt>
        <dd>
          {differing.length === 0 && 'nothing'}
          {differing.map(({ name, what: meaning }) => (
            <div key={name} title={meaning}>
              <span class="mono">
                {name} = {config.toggles[name]}
              </span>{' '}
              <span class="quiet">({baseline?.toggles[name]})</span>
            </div>
          ))}
        </dd>
        <dt>Rack</dt>
        <dd>
          {config.nexuses.join(', ')}; {config.sleds.join(', ')} of {config.sledCpus} CPUs; {instances.join(', ')}
          {config.disabledTasks.length > 0 && `; without the tasks ${config.disabledTasks.join(', ')}`}
        </dd>
        <dt>Choices</dt>
        <dd>{course}</dd>
        <dt>Reproduce</dt>
        <dd class="mono">{command}</dd>
      </dl>
    </div>
  );
}
