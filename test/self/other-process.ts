// Makes the runs in a process of its own, in reverse order, and prints their trails.

import { RUNS } from './runs.ts';

const trails = Object.entries(RUNS)
  .reverse()
  .map(([name, make]) => [name, make()] as const);
process.stdout.write(JSON.stringify(Object.fromEntries(trails)));
