import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** A new key tries again. */
  children: ReactNode;
  fallback: (error: Error) => ReactNode;
}

/** One broken part does not take the page with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error ? this.props.fallback(this.state.error) : this.props.children;
  }
}
