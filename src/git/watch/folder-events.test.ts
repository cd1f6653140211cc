import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { FolderEvents } from './folder-events.ts';

let directory: string;
let noticed: number;
let events: FolderEvents;

const path = (...steps: string[]) => join(directory, ...steps);
const notice = () => eventually('the new directory', () => noticed > 0);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-folders-'));
  noticed = 0;
  events = new FolderEvents(() => {
    noticed += 1;
  });
});

afterEach(() => {
  events.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('followed folders', () => {
  test.each(['app', '.git', '.worktrees'])('notice a new directory %s', async (name) => {
    events.follow([directory]);
    mkdirSync(path(name));
    await notice();
  });

  test('do not notice files and directories in which no clones are searched', async () => {
    mkdirSync(path('last'));
    events.follow([directory, path('last')]);
    writeFileSync(path('file'), '');
    mkdirSync(path('node_modules'));
    mkdirSync(path('.cache'));
    // Events of one process arrive in their order.
    mkdirSync(path('last', 'app'));
    await notice();
    expect(noticed).toBe(1);
  });

  test('report which of them are new, and skip those that are gone', () => {
    expect(events.follow([directory])).toBe(true);
    expect(events.follow([directory, path('gone')])).toBe(false);
    mkdirSync(path('app'));
    expect(events.follow([directory, path('app')])).toBe(true);
  });

  test('are not noticed after they were left', async () => {
    mkdirSync(path('one'));
    mkdirSync(path('two'));
    events.follow([path('one'), path('two')]);
    events.follow([path('two')]);
    mkdirSync(path('one', 'app'));
    mkdirSync(path('two', 'app'));
    await notice();
    expect(noticed).toBe(1);
  });

  test('may be removed and created again', async () => {
    mkdirSync(path('one'));
    events.follow([path('one')]);
    rmSync(path('one'), { recursive: true });
    mkdirSync(path('one'));
    expect(events.follow([path('one')])).toBe(true);
    mkdirSync(path('one', 'app'));
    await notice();
  });
});
