/** Thrown by what cannot be reached now and will be later, for example a database that restarts. */
export class UnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnavailableError';
  }
}
