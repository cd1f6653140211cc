import { boardMessages } from './board.ts';
import { chatMessages } from './chat.ts';
import { commentsMessages } from './comments.ts';
import { diffMessages } from './diff.ts';
import { discoveryMessages } from './discovery.ts';
import { forgesMessages } from './forges.ts';
import { frameMessages } from './frame.ts';
import { freshnessMessages } from './freshness.ts';
import { healthMessages } from './health.ts';
import { markdownMessages } from './markdown.ts';
import { notificationMessages } from './notifications.ts';
import { countMessages } from './numbers.ts';
import { paletteMessages } from './palette.ts';
import { sessionsMessages } from './sessions.ts';
import { timelineMessages } from './timeline.ts';

/** All texts of the page are in this folder, so that they can be translated in one place. */
export const messages = {
  ...countMessages,
  ...boardMessages,
  ...freshnessMessages,
  ...chatMessages,
  ...commentsMessages,
  ...diffMessages,
  ...discoveryMessages,
  ...forgesMessages,
  ...healthMessages,
  ...markdownMessages,
  ...notificationMessages,
  ...paletteMessages,
  ...frameMessages,
  ...sessionsMessages,
  ...timelineMessages,
} as const;
