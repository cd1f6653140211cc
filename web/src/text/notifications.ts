import { plural } from './numbers.ts';

export const notificationMessages = {
  notifications: {
    title: 'Notifications',
    on: 'Notifications: on',
    off: 'Notifications: off',
    blocked: 'Notifications: blocked by the browser',
    switch: 'Notify me when a chat needs me',
    hint: 'Only while this tab is hidden. Changes within a few seconds are grouped.',
    reasons: 'Notify me about',
    reasonsAll: 'Everything that needs me',
    reasonsFailures: 'Only failures',
    reasonsFailuresHint: 'Failed checks, conflicts, and tokens that do not work.',
    sound: 'Play a short sound',
    soundHint: 'After a reload, the browser plays it only once you have clicked on the page.',
    permission: {
      granted: 'Notifications are allowed in this browser.',
      default: 'Your browser will show a permission prompt.',
      denied:
        'This browser blocks notifications from this page. Allow them in the site settings next to the address, then turn this on again.',
      unsupported:
        'Notifications need a browser that supports them, and a page on https or localhost.',
    },
    one: (reason: string, where: string) => (where === '' ? reason : `${reason} · ${where}`),
    many: (count: number) => `${plural(count, 'chat', 'chats')} need you`,
    line: (title: string, reason: string) => `${title}: ${reason}`,
    more: (count: number) => `and ${plural(count, 'other', 'others')}`,
  },
} as const;
