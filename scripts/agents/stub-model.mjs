// A model that answers every request with "All done.", in the formats of the four agents.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const reply = 'All done.';
const usage = { input_tokens: 1, output_tokens: 1 };

/** Starts it on a free port; `requests` collects the bodies that it received. */
export async function startStubModel() {
  const requests = [];
  const respond = async (request, response) => {
    const body = await text(request);
    const { pathname } = new URL(request.url, 'http://stub');
    const answer = answers.find(({ suffix }) => pathname.endsWith(suffix));
    if (request.method !== 'POST' || !answer) return void response.writeHead(404).end('{}');
    requests.push(body);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of answer.events) {
      const name = event.type === undefined ? '' : `event: ${event.type}\n`;
      response.write(`${name}data: ${JSON.stringify(event)}\n\n`);
    }
    response.end(answer.end ?? '');
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    close: () => server.close(),
  };
}

const message = { id: 'message', type: 'message', role: 'assistant' };
const item = { ...message, status: 'completed', content: [{ type: 'output_text', text: reply }] };
const result = { id: 'response', object: 'response', status: 'completed', output: [item] };
const chunk = { id: 'chunk', object: 'chat.completion.chunk', created: 1, model: 'stub' };

const answers = [
  {
    // https://docs.anthropic.com/en/api/messages-streaming
    suffix: '/v1/messages',
    events: [
      { type: 'message_start', message: { ...message, model: 'stub', content: [], usage } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: reply } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ],
  },
  {
    // https://platform.openai.com/docs/api-reference/responses-streaming
    suffix: '/responses',
    events: [
      { type: 'response.created', response: { ...result, status: 'in_progress', output: [] } },
      { type: 'response.output_item.done', output_index: 0, item },
      {
        type: 'response.completed',
        response: { ...result, usage: { ...usage, total_tokens: 2 } },
      },
    ],
  },
  {
    // https://platform.openai.com/docs/api-reference/chat-streaming
    suffix: '/chat/completions',
    events: [
      { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: reply } }] },
      { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ],
    end: 'data: [DONE]\n\n',
  },
  {
    // https://ai.google.dev/api/generate-content
    suffix: ':streamGenerateContent',
    events: [
      {
        candidates: [
          { content: { role: 'model', parts: [{ text: reply }] }, finishReason: 'STOP' },
        ],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
      },
    ],
  },
];
