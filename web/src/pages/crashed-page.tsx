import { Logo } from '../frame/logo.tsx';
import { messages } from '../text/messages.ts';

/** Shown when rendering fails. It uses no state that could be the cause. */
export function CrashedPage() {
  return (
    <main className="standalone" role="alert">
      <p className="brand">
        <Logo /> {messages.product}
      </p>
      <h1>{messages.problem.crashedTitle}</h1>
      <p className="lead">{messages.problem.crashedText}</p>
      <p>
        <button
          type="button"
          className="button button-primary"
          onClick={() => location.reload()}
          ref={(button) => button?.focus()}
        >
          {messages.problem.reload}
        </button>
      </p>
    </main>
  );
}
