/** `afterpush/client`: what other programs import, in Node and in browsers. */
export type { Chat, ChatPage, CreateChat, ListChats } from './chat.ts';
export { ApiError, type Client, type ClientOptions, createClient } from './client.ts';
export type { Comment } from './comments.ts';
export type { DiffStatus } from './diff-status.ts';
export { type EventData, type EventName, eventNames } from './events.ts';
export type {
  Check,
  CheckList,
  Review,
  ReviewList,
  ReviewThread,
  ThreadComment,
} from './pull-request.ts';
export type { Commit, CommitList, Description, PullRequestText } from './pull-request-text.ts';
export type { PushSignal } from './push-signal.ts';
export { type Reason, reasons, type Section, sections } from './reasons.ts';
export type { Verdict } from './verdict.ts';
export { decideWait, toWaitKey, type WaitGoal, type WaitState, waitGoals } from './wait-goal.ts';
