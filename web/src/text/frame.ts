import { plural } from './numbers.ts';

export const shellText = {
  product: 'Afterpush',
  connection: {
    connecting: 'connecting',
    live: 'live',
    reconnecting: 'reconnecting',
    offline: 'offline',
    liveHint: 'Changes appear here as they happen.',
    reconnectingHint: 'The event stream broke off. What you see may be a little old.',
    offlineHint: 'The server cannot be reached. What you see is what was known last.',
  },
  announce: {
    needsYou: (title: string, reason: string) => `${title}: ${reason}`,
    manyNeedYou: (count: number) => `${plural(count, 'chat', 'chats')} changed and need you`,
    offline: 'Connection lost. Showing what was known last.',
    live: 'Connected again.',
  },
  signedOut: {
    title: 'Signed out',
    text: 'This browser is not known to the server. Open the link that afterpush serve printed when it started.',
    link: (origin: string) => `${origin}/login?token=…`,
    token: 'Or paste the token',
    submit: 'Sign in',
    or: 'It looks like this:',
  },
  problem: {
    unreachableTitle: 'The server does not answer',
    unreachableText: 'Check that Afterpush is running, then try again.',
    unexpectedTitle: 'Something unexpected happened',
    chatGoneTitle: 'There is no such chat',
    chatGoneText: 'It was deleted, or it belongs to somebody else.',
    tryAgain: 'Try again',
    toBoard: 'To the chats',
    notFoundTitle: 'There is no such page',
    notFoundText: (path: string) =>
      `Nothing is at ${path}. The chats may be what you were looking for.`,
    crashedTitle: 'This part of the page broke',
    crashedText:
      'What Afterpush knows is safe. Reloading shows it again; if it breaks again, the console of the browser says where.',
    reload: 'Reload the page',
  },
  theme: { light: 'Light theme', dark: 'Dark theme', system: 'Theme of the system' },
  links: { board: 'Chats', forges: 'Tokens', help: 'Keyboard shortcuts' },
  forgesWarning: 'Tokens: a forge has none, or is paused',
  skip: { toChat: 'Skip to the chat', toMain: 'Skip to the content' },
  help: {
    title: 'Keyboard shortcuts',
    close: 'Close',
    group: {
      everywhere: 'Everywhere',
      board: 'Board',
      chat: 'Chat',
      diff: 'Diff',
      health: 'Health',
    },
    everywhere: [
      ['Ctrl K', 'go to a chat, or do anything'],
      ['?', 'this list'],
      ['Esc', 'back'],
    ],
    board: [
      ['j k', 'next, previous chat'],
      ['o Enter', 'open the chat'],
      ['r', 'look at the forge now'],
      ['/', 'filter'],
    ],
    health: [['← →', 'through the measurements of a plot']],
  },
} as const;
