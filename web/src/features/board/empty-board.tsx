import { messages } from '../../text/messages.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { AgentFolders } from '../discovery/agent-folders.tsx';

/** The first run: three ways to connect an agent, and the demo. */
export function EmptyBoard() {
  const text = messages.empty;
  const ways = [
    { title: text.create, text: text.createText, command: createCommand },
    { title: text.push, text: text.pushText, command: pushCommand },
    { title: text.signal, text: text.signalText, command: buildSignalCommand(location.origin) },
  ];
  return (
    <div className="empty-board">
      <h1>{text.title}</h1>
      <p className="lead">{text.text}</p>
      <AgentFolders />
      <ol>
        {ways.map((way) => (
          <li key={way.title}>
            <Way {...way} />
          </li>
        ))}
      </ol>
      <div className="empty-demo">
        <Way title={text.demo} text={text.demoText} command={demoCommand} />
      </div>
    </div>
  );
}

const createCommand = 'npx afterpush chats create --title "My agent"';
const pushCommand = `eval "$(npx afterpush env <id>)"
git push`;
const demoCommand = 'npm start -- --demo';

function buildSignalCommand(origin: string): string {
  return `curl -X POST ${origin}/api/v1/push-signals \\
  -H "Authorization: Bearer $AFTERPUSH_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"chat_id": "<id>", "branch": "agent/work",
       "origin": "https://github.com/you/app.git"}'`;
}

function Way({ title, text, command }: { title: string; text: string; command: string }) {
  return (
    <>
      <h2>{title}</h2>
      <p>{text}</p>
      <div className="command">
        <pre>
          <code>{command}</code>
        </pre>
        <CopyButton text={command} label={messages.empty.copy} />
      </div>
    </>
  );
}
