import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import { CrashedPage } from './pages/crashed-page.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './ui/controls.css';
import './frame/frame.css';
import './features/board/board.css';
import './features/chat/chat.css';
import './features/timeline/timeline.css';
import './features/diff/diff.css';
import './styles/pages.css';
import { ErrorBoundary } from './ui/error-boundary.tsx';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary fallback={<CrashedPage />}>
        <QueryClientProvider client={queryClient}>
          <App />
        </QueryClientProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
