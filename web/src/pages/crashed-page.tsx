import { BrandMark } from '../frame/logo.tsx';
import { messages } from '../text/messages.ts';

/** The page itself broke. It needs nothing that could be what broke it. */
export function CrashedPage() {
  return (
    <main className="standalone" role="alert">
      <p className="brand">
        <BrandMark /> {messages.product}
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
