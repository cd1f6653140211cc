// Prints what needs a person: node examples/list-what-needs-you.mjs
// AFTERPUSH_URL and AFTERPUSH_TOKEN name the server. The same code runs in a browser.
import { createClient } from 'afterpush/client';

const client = createClient({
  baseUrl: process.env.AFTERPUSH_URL ?? 'http://127.0.0.1:4700',
  token: process.env.AFTERPUSH_TOKEN,
});

const { chats } = await client.listChats({ section: 'needs_you', sort: 'attention' });
for (const { title, diff_statuses: branches } of chats) {
  for (const { git_branch: branch, verdict } of branches) {
    console.log(`${title}: ${branch} ${verdict.reason} ${verdict.detail ?? ''}`.trimEnd());
  }
}
console.log(`${chats.length} chats need you`);
