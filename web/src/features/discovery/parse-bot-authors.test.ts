import { expect, test } from 'vitest';
import { parseBotAuthors } from './parse-bot-authors.ts';

test('accounts are separated by commas, spaces or lines, with or without @', () => {
  const names = ['copilot-swe-agent', 'devin-ai-integration[bot]', 'jules'];
  expect(parseBotAuthors(' @copilot-swe-agent,devin-ai-integration[bot]\n jules; ')).toEqual({
    names,
  });
  expect(parseBotAuthors(' , ')).toEqual({ names: [] });
});

test('an account in two spellings counts once', () => {
  expect(parseBotAuthors('Devin devin[bot]')).toEqual({ names: ['devin[bot]'] });
});

test('what is no account name and too many of them are refused before they are sent', () => {
  expect(parseBotAuthors('devin, jülés')).toEqual({ problem: 'no_name' });
  expect(parseBotAuthors('x'.repeat(101))).toEqual({ problem: 'no_name' });
  const many = Array.from({ length: 21 }, (_, index) => `bot-${index}`).join(' ');
  expect(parseBotAuthors(many)).toEqual({ problem: 'too_many' });
});
