import { BrandMark } from '../frame/brand-mark.tsx';
import { words } from '../text/text.ts';

/** The page itself broke. It needs nothing that could be what broke it. */
export function CrashedPage() {
  return (
    <main className="standalone" role="alert">
      <p className="brand">
        <BrandMark /> {words.product}
      </p>
      <h1>{words.problem.crashedTitle}</h1>
      <p className="lead">{words.problem.crashedText}</p>
      <p>
        <button
          type="button"
          className="button button-primary"
          onClick={() => location.reload()}
          ref={(button) => button?.focus()}
        >
          {words.problem.reload}
        </button>
      </p>
    </main>
  );
}
