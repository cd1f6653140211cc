import { expect, test } from 'vitest';
import { toContentKey } from './comment-draft.ts';
import { DraftStore } from './comment-draft-store.ts';
import type { SelectedPlace } from './comment-place.ts';

const selected: SelectedPlace = {
  place: { path: 'a.ts', previousPath: null, oldLine: null, newLine: 3, startLine: null },
  quoted: 'three',
};

function createStorage(texts = new Map<string, string>()) {
  return {
    getItem: (name: string) => texts.get(name) ?? null,
    setItem: (name: string, text: string) => void texts.set(name, text),
    removeItem: (name: string) => void texts.delete(name),
  };
}

function addDraft(store: DraftStore, body: string): string {
  store.add(selected, 'aaaaaaa');
  const key = store.getOpen() ?? '';
  store.write(key, body);
  return key;
}

test('keeps drafts over a reload', () => {
  const storage = createStorage();
  const key = addDraft(new DraftStore(storage, 'one'), 'Rename it.');

  const reloaded = new DraftStore(storage, 'one');

  expect(reloaded.findDraft(key)).toMatchObject({ ...selected, body: 'Rename it.' });
  expect(reloaded.getOpen()).toBeUndefined();
  expect(new DraftStore(storage, 'other').getDrafts()).toEqual([]);
});

test('keeps the text of a closed form and drops an empty one', () => {
  const store = new DraftStore(createStorage(), 'one');
  const key = addDraft(store, 'Rename it.');
  store.close();
  store.add(selected, null);
  store.close();
  expect(store.getDrafts().map((draft) => draft.key)).toEqual([key]);
});

test('closes the open form when another one opens', () => {
  const store = new DraftStore(createStorage(), 'one');
  const first = addDraft(store, ' ');
  const second = addDraft(store, 'Second.');
  expect(store.findDraft(first)).toBeUndefined();
  expect(store.getOpen()).toBe(second);
});

test('gives the focus to a form once', () => {
  const store = new DraftStore(createStorage(), 'one');
  const key = addDraft(store, 'Once.');
  expect(store.takeFocus(key)).toBe(true);
  expect(store.takeFocus(key)).toBe(false);
});

test('sends the same content with the same id, also after a reload', () => {
  const storage = createStorage();
  const store = new DraftStore(storage, 'one');
  const key = addDraft(store, 'Rename it.');
  const id = store.takeId(key, 'agent: Rename it.');
  expect(new DraftStore(storage, 'one').takeId(key, 'agent: Rename it.')).toBe(id);
  expect(store.takeId(key, 'agent: Rename all.')).not.toBe(id);
});

test('uses another id after forgetting the first', () => {
  const store = new DraftStore(createStorage(), 'one');
  const key = addDraft(store, 'Rename it.');
  const id = store.takeId(key, 'same');
  store.forgetId(key);
  expect(store.takeId(key, 'same')).not.toBe(id);
});

test('removes a draft that the server has received, unless it was changed', () => {
  const store = new DraftStore(createStorage(), 'one');
  const key = addDraft(store, 'Rename it.');
  const id = store.takeId(key, toContentKey('agent', { body: 'Rename it.' }));
  store.setSending(key, { state: 'sending' });
  store.settle([{ id, target: 'agent' }]);
  expect(store.findDraft(key)).toBeDefined();
  store.setSending(key, { state: 'failed', error: new Error('broken off') });
  store.write(key, 'Rename all.');
  store.settle([{ id, target: 'agent' }]);
  expect(store.findDraft(key)).toBeDefined();
  store.write(key, 'Rename it.');
  store.settle([{ id, target: 'agent' }]);
  expect(store.findDraft(key)).toBeUndefined();
});

test('keeps the outline while only text changes', () => {
  const store = new DraftStore(createStorage(), 'one');
  const key = addDraft(store, 'R');
  const before = store.getOutline();
  store.write(key, 'Re');
  expect(store.getOutline()).toBe(before);
  store.setListed(key, true);
  expect(store.getOutline()).not.toBe(before);
  expect(store.getOutline()).toMatchObject([{ body: 'Re', listed: true }]);
});

test('clears a failure when the text changes', () => {
  const store = new DraftStore(createStorage(), 'one');
  const key = addDraft(store, 'R');
  store.setSending(key, { state: 'failed', error: new Error('no') });
  store.write(key, 'Re');
  expect(store.findSending(key)).toBeUndefined();
});

test('keeps drafts in memory when storage is full', () => {
  const full = {
    ...createStorage(),
    setItem: () => {
      throw new Error('full');
    },
  };
  const store = new DraftStore(full, 'one');
  const key = addDraft(store, 'Rename it.');
  expect(store.findDraft(key)?.body).toBe('Rename it.');
});

test('drops invalid drafts', () => {
  const broken = createStorage(new Map([['one', '{"not":']]));
  expect(new DraftStore(broken, 'one').getDrafts()).toEqual([]);
  const foreign = createStorage(new Map([['one', '[{"key":1},null,"x"]']]));
  expect(new DraftStore(foreign, 'one').getDrafts()).toEqual([]);
});

test('a comment is for the agent, whatever was chosen for the one before', () => {
  const storage = createStorage();
  const store = new DraftStore(storage, 'one');
  const first = addDraft(store, 'For everybody.');
  store.setTarget(first, 'forge');
  expect(store.getTarget(first)).toBe('forge');
  store.remove(first);
  const second = addDraft(store, 'For the agent.');
  expect(store.getTarget(second)).toBe('agent');
  store.setTarget(second, 'forge');
  expect(new DraftStore(storage, 'one').getTarget(second)).toBe('agent');
});
