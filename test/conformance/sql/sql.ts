// What the twins of the statements are written against: any engine that speaks PostgreSQL's SQL.

/** A row as an engine hands it over: INT8 as a number, JSONB as what it holds. */
export type SqlRow = Readonly<Record<string, unknown>>;

export interface Sql {
  /** Runs one statement, by itself or as part of the transaction that it was handed out for. */
  query(text: string, params?: readonly unknown[]): Promise<readonly SqlRow[]>;
  /** Runs `body` as one transaction: an error of it rolls back, and is thrown on. */
  transaction<T>(body: (sql: Sql) => Promise<T>): Promise<T>;
}

export interface Engine extends Sql {
  readonly name: string;
  close(): Promise<void>;
}

/** A refusal by a twin, with the status that the model's statement is refused with. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A twin that would try for ever. */
export class Spin extends Error {}

/** The codes of PostgreSQL's errors that mean something here. */
export const SQLSTATE = {
  checkViolation: '23514',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  duplicateKey: '23505',
} as const;

export function sqlstateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** How a statement ended: with a value, refused with a status, or not at all. */
export type Ending = { readonly value: unknown } | { readonly status: number } | { readonly isSpinning: true };

/** How a twin ends. What a constraint refuses is, upstream, an error of the server; anything else is a defect. */
export async function endingOf(twin: Promise<unknown>): Promise<Ending> {
  try {
    return { value: sorted(await twin) };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status };
    if (error instanceof Spin) return { isSpinning: true };
    const code = sqlstateOf(error);
    if (code === SQLSTATE.checkViolation || code === SQLSTATE.duplicateKey) return { status: 500 };
    throw error;
  }
}

/** A listing has no order of its own. */
export function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const keyed = value.map((item) => [JSON.stringify(item, Object.keys(Object(item)).sort()), item] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item as unknown);
}

/** An engine that is sent other SQL than its caller has written. */
export function altered(sql: Sql, alter: (text: string) => string): Sql {
  return {
    query: (text, params) => sql.query(alter(text), params),
    transaction: (body) => sql.transaction((inner) => body(altered(inner, alter))),
  };
}
