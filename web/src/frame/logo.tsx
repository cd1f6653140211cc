export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="18" height="18" aria-hidden="true" className="logo">
      <path d="M8 27V12a6 6 0 0 1 6-6h9M18 1.8 23.4 6 18 10.2" />
      <circle cx="22.5" cy="22.5" r="5.5" />
    </svg>
  );
}
