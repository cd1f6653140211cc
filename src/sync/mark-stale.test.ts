import { describe, expect, test } from 'vitest';
import { ScriptedForge } from '../../test/support/scripted-forge.ts';
import { markStale, type PushSignal } from './mark-stale.ts';

interface Mark {
  ownerId: string;
  chatIds: readonly string[];
  remoteOrigin: string;
  branch: string;
  forgeId: string;
}

function arrange() {
  const marks: Mark[] = [];
  const forge = new ScriptedForge();
  const store = {
    findChatId: async (ownerId: string, publicId: string) =>
      ownerId === 'ada' && publicId === 'one' ? 'key-of-one' : undefined,
    listWorkspaceChatIds: async () => ['key-of-one', 'key-of-two'],
    markStale: async (mark: Mark) => {
      marks.push(mark);
      const publicIds = mark.chatIds.map((key) => key.replace('key-of-', ''));
      return { rows: [], publicIds, archivedPublicIds: [] as string[] };
    },
  };
  const forges = {
    findForge: () => forge,
    findForgeByOrigin: (origin: string) => (forge.parseRemoteOrigin(origin) ? forge : undefined),
  };
  const send = (change: Partial<PushSignal>) =>
    markStale(
      { ownerId: 'ada', origin: 'https://forge.test/acme/app', branch: 'main', ...change },
      { store, forges },
    );
  return { marks, send, store };
}

describe('a push signal', () => {
  test('marks only the chat that the signal names', async () => {
    const { marks, send } = arrange();
    expect(await send({ publicId: 'one' })).toMatchObject({ kind: 'marked', publicIds: ['one'] });
    expect(marks).toMatchObject([{ chatIds: ['key-of-one'], branch: 'main', forgeId: 'forge' }]);
  });

  test('finds no chat when it was deleted while the signal was stored', async () => {
    const { send, store } = arrange();
    store.markStale = async () => ({ rows: [], publicIds: [], archivedPublicIds: [] });
    expect(await send({ publicId: 'one' })).toEqual({ kind: 'chat_not_found' });
    expect(await send({ workspaceId: 'w' })).toMatchObject({ kind: 'marked', publicIds: [] });
  });

  test('marks every chat of the workspace when no chat is named', async () => {
    const { send } = arrange();
    expect(await send({ workspaceId: 'w' })).toMatchObject({
      kind: 'marked',
      publicIds: ['one', 'two'],
    });
  });

  test.each([{ branch: '' }, { branch: '  ' }, { origin: '' }])(
    'of %j has no effect',
    async (empty) => {
      const { marks, send } = arrange();
      expect(await send({ publicId: 'one', ...empty })).toMatchObject({
        kind: 'marked',
        publicIds: [],
      });
      expect(marks).toEqual([]);
    },
  );

  test('S12: finds no chat of another owner', async () => {
    const { marks, send } = arrange();
    expect(await send({ publicId: 'one', ownerId: 'grace' })).toEqual({ kind: 'chat_not_found' });
    expect(marks).toEqual([]);
  });

  test('S10: stores the origin without credentials', async () => {
    const { marks, send } = arrange();
    await send({ publicId: 'one', origin: 'https://ada:secret@forge.test/acme/app?token=secret' });
    expect(marks).toMatchObject([{ remoteOrigin: 'https://forge.test/acme/app' }]);
  });

  test.each([
    ['https://proxy.corp/acme/app', ['https://forge.test/acme/app'], 'https://forge.test/acme/app'],
    ['https://forge.test/acme/app', ['https://forge.test/acme/b'], 'https://forge.test/acme/app'],
    ['https://a.test/x/y', ['https://b.test/x/y'], 'https://a.test/x/y'],
    ['a:b', ['https://me:secret@forge.test/acme/app'], 'https://forge.test/acme/app'],
  ])('of %s with %j is about %s', async (origin, otherOrigins, expected) => {
    const { marks, send } = arrange();
    await send({ publicId: 'one', origin, otherOrigins });
    expect(marks).toMatchObject([{ remoteOrigin: expected }]);
  });

  test('marks a branch of a host that no forge serves', async () => {
    const { marks, send } = arrange();
    await send({ publicId: 'one', origin: 'https://elsewhere.test/acme/app' });
    expect(marks).toMatchObject([{ forgeId: '' }]);
  });

  test('marks nothing for a host that no forge serves if the signal requires one', async () => {
    const { marks, send } = arrange();
    const origin = 'https://elsewhere.test/acme/app';
    const result = await send({ publicId: 'one', origin, requireForge: true });
    expect(result).toEqual({ kind: 'no_forge', origin });
    expect(marks).toEqual([]);
    await send({ publicId: 'one', requireForge: true });
    expect(marks).toHaveLength(1);
  });

  test('accepts the full name of a branch', async () => {
    const { marks, send } = arrange();
    await send({ publicId: 'one', branch: 'refs/heads/feature/x' });
    expect(marks).toMatchObject([{ branch: 'feature/x' }]);
  });

  test.each(['a"b/ü;$(x)', "it's", 'ünïcode/✓', 'x'.repeat(250)])(
    'of the branch %j is taken literally',
    async (branch) => {
      const { marks, send } = arrange();
      await send({ publicId: 'one', branch });
      expect(marks).toMatchObject([{ branch }]);
    },
  );

  test.each([
    [{ branch: 'x'.repeat(1_001) }, 'branch is longer than 1000 bytes'],
    [{ branch: 'a\u0000b' }, 'branch contains a control character'],
    [{ branch: 'refs/heads/a..b' }, 'branch contains "..", which git allows in no name'],
    [{ origin: `https://forge.test/${'x'.repeat(1_000)}` }, 'origin is longer than 1000 bytes'],
  ])('that cannot be stored is refused by name', async (change, message) => {
    const { send } = arrange();
    expect(await send({ publicId: 'one', ...change })).toEqual({ kind: 'invalid', message });
  });
});
