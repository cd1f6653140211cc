import { expect, test } from 'vitest';
import { makeChat, makeStatus } from '../../testing/chats.ts';
import { findAmbiguousNames, formatRepository } from './repository-names.ts';

const inRepository = (repository: string | null, remote_origin = 'https://x.test/y/z.git') =>
  makeChat([makeStatus({ repository, remote_origin })]);

test('names the owner only of repositories that share their name', () => {
  const chats = ['acme/pipeline', 'robin/Pipeline', 'acme/app', 'acme/app'].map((name) =>
    inRepository(name),
  );
  const ambiguous = findAmbiguousNames(chats);
  expect(formatRepository('acme/pipeline', ambiguous)).toBe('acme/pipeline');
  expect(formatRepository('robin/Pipeline', ambiguous)).toBe('robin/Pipeline');
  expect(formatRepository('acme/app', ambiguous)).toBe('app');
});

test('shows the end of a remote that no forge serves', () => {
  const remote = 'https://code.example.test/team/app.git';
  const ambiguous = findAmbiguousNames([inRepository(null, remote)]);
  expect(formatRepository(remote, ambiguous)).toBe('app.git');
});
