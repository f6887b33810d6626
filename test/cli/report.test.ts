import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../reports/formats.ts';
import { rack, useEmptyFolder } from './harness.ts';

useEmptyFolder();

const SCHEDULE = 'reports/out/schedules/found-terminate-vs-watcher-pr-6795-6-no-lost-report.schedule.json';

beforeAll(async () => {
  await rack('run', 'found/terminate-vs-watcher', '--json');
});

describe('rack report', () => {
  it.each(FORMATS.map(({ name }) => name))('renders a saved schedule as %s, into a file', async (format) => {
    const { code, out } = await rack('report', SCHEDULE, '--format', format, '-o', `deep/${format}.out`);

    expect(code).toBe(1);
    expect(out).toBe(`deep/${format}.out\n`);
    expect(readFileSync(`deep/${format}.out`, 'utf8')).toMatch(/terminate.A/);
  });

  it.each(FORMATS)(
    '$isForFile: puts $name beside the schedule or prints it',
    async ({ name, extension, isForFile }) => {
      const { out } = await rack('report', SCHEDULE, '--format', name);
      const path = SCHEDULE.replace('.schedule.json', extension);

      expect(existsSync(path)).toBe(isForFile ?? false);
      if (isForFile) expect(out).toBe(`${path}\n`);
      else expect(out.trimEnd().split('\n').length).toBeGreaterThan(5);
    },
  );
});
