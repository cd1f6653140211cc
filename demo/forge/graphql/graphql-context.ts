import { GraphQLError } from 'graphql';
import { type Account } from '../world/records.ts';
import { type World } from '../world/world.ts';

/** What every field may look at. */
export interface GraphqlContext {
  world: World;
  account: Account;
}

/** GitHub's error for something that does not exist or is hidden; the field becomes null. */
export function toNotFoundError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

/** GitHub's error for input a mutation cannot work with. */
export function toUnprocessableError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'UNPROCESSABLE' } });
}
