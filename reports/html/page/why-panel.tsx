// What made the step possible and what it looked at, and what came of it; and how far that is lit up.

import { type Link, ORDER } from '../view/causality.ts';
import type { ToldRun } from '../view/told-run.ts';
import { set } from '../view/typography.ts';
import type { Light } from './state.ts';
import { StepHead } from './step-panel.tsx';

interface Props {
  readonly told: ToldRun;
  readonly step: number;
  readonly light: Light;
  readonly onLight: (light: Light) => void;
  readonly onStep: (step: number) => void;
}

const LIGHTS: readonly (readonly [Light, string])[] = [
  ['past', 'what led to it'],
  ['future', 'what followed'],
  ['both', 'both'],
  ['off', 'off'],
];

export function WhyPanel({ told, step, light, onLight, onStep }: Props) {
  const { causes } = told;
  return (
    <>
      <StepHead step={told.steps[step - 1]} />
      <fieldset class="lights">
        <legend>Light up in the picture</legend>
        {LIGHTS.map(([value, text]) => (
          <label key={value} class="check">
            <input type="radio" name="light" checked={light === value} onChange={() => onLight(value)} />
            {text}
          </label>
        ))}
        <p class="quiet small">
          {causes.past(step).size} steps led to this one; {causes.future(step).size} followed from it.
        </p>
      </fieldset>
      <Links
        title="Because of"
        links={causes.of(step)}
        told={told}
        onStep={onStep}
        empty="Nothing before it: it came from outside, or was possible from the beginning."
      />
      <Links title="Led to" links={causes.consequencesOf(step)} told={told} onStep={onStep} empty="Nothing followed." />
    </>
  );
}

interface LinksProps {
  readonly title: string;
  readonly links: readonly Link[];
  readonly told: ToldRun;
  readonly onStep: (step: number) => void;
  readonly empty: string;
}

function Links({ title, links, told, onStep, empty }: LinksProps) {
  return (
    <section class="links">
      <h2>{title}</h2>
      {links.length === 0 && <p class="quiet small">{empty}</p>}
      <ul>
        {links.map(({ step, via }) => (
          <li key={`${step} ${via}`}>
            <StepLine told={told} step={step} onStep={onStep} />
            <span class="via">{via === ORDER ? 'made it possible' : `changed ${via}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A step in a line, to go to. */
export function StepLine({ told, step, onStep }: Pick<LinksProps, 'told' | 'onStep'> & { readonly step: number }) {
  const { who = '', what = '', below = [] } = told.steps[step - 1] ?? {};
  const go = (event: MouseEvent) => {
    event.preventDefault();
    onStep(step);
  };
  return (
    <a class="step-line" href={`#step=${step}`} onClick={go}>
      <span class="number">{step}</span>
      <span>
        <span class="who">{who}</span> {below.length > 0 ? set(below.map(({ text }) => text).join('; ')) : what}
      </span>
    </a>
  );
}
