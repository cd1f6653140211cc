import { plural } from './numbers.ts';

export const frameMessages = {
  product: 'Afterpush',
  connection: {
    connecting: 'connecting',
    live: 'live',
    reconnecting: 'reconnecting',
    offline: 'offline',
    liveHint: 'Changes appear here as they happen.',
    reconnectingHint: 'The connection was lost. What you see may be slightly out of date.',
    offlineHint: 'The server cannot be reached. Showing the last known state.',
  },
  announce: {
    needsYou: (title: string, reason: string) => `${title}: ${reason}`,
    manyNeedYou: (count: number) => `${plural(count, 'chat', 'chats')} changed and need you`,
    offline: 'Connection lost. Showing the last known state.',
  },
  signedOut: {
    title: 'Signed out',
    text: 'This browser is not signed in. For a link that signs it in, run on the machine of the server:',
    command: 'afterpush login-link',
    token: 'Or paste the admin token',
    submit: 'Sign in',
  },
  problem: {
    unreachableTitle: 'The server is not responding',
    unreachableText: 'Check that Afterpush is running, then try again.',
    unexpectedTitle: 'Something unexpected happened',
    chatGoneTitle: 'Chat not found',
    chatGoneText: 'It was deleted, or it belongs to someone else.',
    tryAgain: 'Try again',
    buildBoard: 'All chats',
    notFoundTitle: 'Page not found',
    notFoundText: (path: string) => `There is no page at ${path}.`,
    crashedTitle: 'Something went wrong',
    crashedText:
      'No data was lost. Reload the page; if that does not help, the browser console has the details.',
    reload: 'Reload the page',
  },
  theme: { light: 'Light theme', dark: 'Dark theme', system: 'System theme' },
  links: { board: 'Chats', forges: 'Tokens', help: 'Keyboard shortcuts' },
  forgesWarning: 'Tokens: one needs attention',
  skip: { toChat: 'Skip to the chat', toMain: 'Skip to the content' },
  help: {
    title: 'Keyboard shortcuts',
    notices: 'Third-party notices',
    close: 'Close',
    group: {
      everywhere: 'Everywhere',
      board: 'Board',
      chat: 'Chat',
      diff: 'Diff',
      health: 'Health',
    },
    everywhere: [
      ['Ctrl K', 'search chats and commands'],
      ['?', 'show this list'],
      ['Esc', 'go back'],
    ],
    board: [
      ['j k', 'next, previous chat'],
      ['o Enter', 'open the chat'],
      ['r', 'refresh from the forge'],
      ['/', 'filter'],
    ],
    health: [['← →', 'step through the chart']],
  },
} as const;
