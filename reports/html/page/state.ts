// What the reader has chosen to look at.

import { useEffect, useState } from 'preact/hooks';

export const TABS = ['step', 'why', 'invariants', 'what-if'] as const;
export type Tab = (typeof TABS)[number];

/** How far what belongs to the step is lit up. */
export type Light = 'off' | 'past' | 'future' | 'both';

const STEP = /(?:^#|&)step=(\d+)/;

function stepInAddress(last: number): number | undefined {
  const [, digits] = STEP.exec(location.hash) ?? [];
  return digits === undefined ? undefined : Math.min(Number(digits), last);
}

/** The step, kept in the address so that it can be shared. `first` is where a reader begins who names none. */
export function useStep(last: number, first: number): [number, (step: number) => void] {
  const [step, setStep] = useState(() => stepInAddress(last) ?? first);
  // A fork may be longer or shorter than the run that the step was chosen in.
  const clamped = Math.min(step, last);
  useEffect(() => {
    const follow = () => setStep((before) => stepInAddress(last) ?? before);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [last]);
  useEffect(() => history.replaceState(null, '', `#step=${clamped}`), [clamped]);
  return [clamped, (next) => setStep(Math.max(0, next))];
}

export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>('system');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, setTheme];
}

/** Whether the page is being printed: then all of it is there, not only what is in view. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const media = matchMedia('print');
    const follow = () => setPrinting(media.matches);
    const begin = () => setPrinting(true);
    const end = () => setPrinting(false);
    media.addEventListener('change', follow);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      media.removeEventListener('change', follow);
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting;
}

/** How large the type is, in relation to the smallest. */
export function useScale(): number {
  const [scale, setScale] = useState(currentScale);
  useEffect(() => {
    const follow = () => setScale(currentScale());
    addEventListener('resize', follow);
    return () => removeEventListener('resize', follow);
  }, []);
  return scale;
}

const SMALLEST_PX = 13;

function currentScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / SMALLEST_PX;
}
