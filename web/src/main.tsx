import './styles/tokens.css';
import './styles/base.css';
import './ui/controls.css';
import './ui/overlays.css';
import './frame/app-header.css';
import './frame/help-dialog.css';
import './pages/layout.css';
import './features/board/filter.css';
import './features/board/board.css';
import './features/board/rows.css';
import './features/status/badges.css';
import './features/board/column-widths.css';
import './features/board/notices.css';
import './features/board/toolbar.css';
import './features/board/empty.css';
import './features/chat/chat.css';
import './features/chat/header.css';
import './features/chat/tabs.css';
import './features/chat/facts.css';
import './features/chat/checks.css';
import './features/chat/details.css';
import './features/chat/reviews.css';
import './features/diff/threads/threads.css';
import './shared/loading.css';
import './shared/banner.css';
import './shared/markdown/markdown.css';
import './features/chat/description.css';
import './features/timeline/timeline.css';
import './features/diff/diff.css';
import './styles/pages.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/client.ts';
import { App } from './app.tsx';
import { CrashedPage } from './pages/crashed-page.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';

// In cascade order: a later file overrides an earlier one.

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
