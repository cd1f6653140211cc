// Runs Afterpush's workers and API inside another program: node examples/run-inside-your-process.mjs
// AFTERPUSH_DATABASE_URL is your PostgreSQL; without it, an embedded database is used.
import { startAfterpush } from 'afterpush';

const { AFTERPUSH_DATABASE_URL, AFTERPUSH_DATA_DIR, AFTERPUSH_FORGES } = process.env;
const given = { AFTERPUSH_DATABASE_URL, AFTERPUSH_DATA_DIR, AFTERPUSH_FORGES };
const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value));

const afterpush = await startAfterpush({
  AFTERPUSH_PORT: '0',
  AFTERPUSH_LOG_LEVEL: 'warn',
  AFTERPUSH_DISCOVER: 'off',
  ...settings,
});
try {
  // One chat for each of your agents' tasks, with an id of your own.
  const chat = await afterpush.client.createChat({ id: 'task-1', title: 'Fix the login test' });
  // Your platform knows when an agent has pushed.
  await afterpush.client.sendPushSignal({
    origin: 'https://github.com/acme/app.git',
    branch: 'agent/login',
    chat_id: chat.id,
  });
  const { diff_statuses: branches } = await afterpush.client.getChat(chat.id);
  console.log(`${chat.title}: ${branches[0]?.git_branch} ${branches[0]?.verdict.reason}`);
} finally {
  await afterpush.stop();
}
