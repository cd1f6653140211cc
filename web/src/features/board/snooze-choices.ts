import { messages } from '../../text/messages.ts';

interface SnoozeChoice {
  label: string;
  until: Date;
}

const workBeginsAt = 9;

/** In the time zone of the reader. On Sunday, tomorrow is next Monday, and offered once. */
export function listSnoozeChoices(nowMs: number): SnoozeChoice[] {
  const text = messages.boardActions.snoozeChoice;
  const tomorrow = toMorning(nowMs, 1);
  const monday = toMorning(nowMs, (8 - new Date(nowMs).getDay()) % 7 || 7);
  const choices = [
    { label: text.hour, until: new Date(nowMs + 3_600_000) },
    { label: text.tomorrow, until: tomorrow },
    { label: text.monday, until: monday },
  ];
  return choices.filter(({ until }, index) => index < 2 || until.getTime() !== tomorrow.getTime());
}

function toMorning(nowMs: number, days: number): Date {
  const date = new Date(nowMs);
  date.setDate(date.getDate() + days);
  date.setHours(workBeginsAt, 0, 0, 0);
  return date;
}
