import { plural } from './numbers.ts';

export const notificationsText = {
  notifications: {
    title: 'Notifications',
    on: 'Notifications: on',
    off: 'Notifications: off',
    blocked: 'Notifications: blocked by the browser',
    switch: 'Tell me when a chat newly needs me',
    hint: 'Only while this page is out of sight, and once for everything that happens within a few seconds.',
    reasons: 'For which reasons',
    reasonsAll: 'Everything that needs me',
    reasonsFailures: 'Only failures',
    reasonsFailuresHint: 'Failed checks, conflicts, and tokens that do not work.',
    sound: 'With a short sound',
    soundHint: 'After a reload the browser plays it only once you have clicked on the page.',
    permission: {
      granted: 'This browser shows notifications of this page.',
      default: 'The browser will ask you once.',
      denied:
        'This browser blocks notifications of this page. Allow them in the site settings, beside the address, then switch this on again.',
      unsupported:
        'This browser shows notifications only on https or localhost, and this page is on neither, or it cannot show them at all.',
    },
    one: (reason: string, where: string) => (where === '' ? reason : `${reason} · ${where}`),
    many: (count: number) => `${plural(count, 'chat', 'chats')} newly need you`,
    line: (title: string, reason: string) => `${title}: ${reason}`,
    more: (count: number) => `and ${plural(count, 'other', 'others')}`,
  },
} as const;
