// How upstream's tests are listed here: by file, each with what the model shows of it, or why it cannot.

/** A test of upstream that is told here in this project's words; `run` throws where the model disagrees. */
export interface ModelledTest {
  /** The function, as upstream calls it. */
  readonly test: string;
  /** What is asked and what must come of it; and where upstream's doubles differ from the real thing, how. */
  readonly shows: string;
  /** What upstream's test asks beside, and the model has no part for. */
  readonly lacks?: string;
  readonly run: () => void;
}

/** One that the model has no part for. */
interface OtherTest {
  readonly test: string;
  readonly why: string;
}

export type UpstreamTest = ModelledTest | OtherTest;

/** The tests of one file of upstream's. */
export interface UpstreamFile {
  /** Repository and path. */
  readonly path: string;
  readonly commit: string;
  readonly tests: readonly UpstreamTest[];
}

/** Omicron of October 2024, on which the draft was based; the draft's last revision; the Propolis that both pin. */
export const OMICRON = '0640bb277d';
export const DRAFT = 'a923f2a6a0';
export const PROPOLIS = '11371b0f37';

/** Several tests that are not modelled for one reason. */
export function notModelled(why: string, ...tests: readonly string[]): readonly UpstreamTest[] {
  return tests.map((test) => ({ test, why }));
}
