import type { FollowOwnPullRequest } from '../domain/own-pull-request.ts';
import type { Connection } from './database.ts';
import { deleteFollowedChats } from './queries/discovery/delete-followed-chats.ts';
import { findDiscoverySettings } from './queries/discovery/find-discovery-settings.ts';
import { followOwnPullRequest } from './queries/discovery/follow-own-pull-request.ts';
import { hideOwnPullRequests } from './queries/discovery/hide-own-pull-requests.ts';
import {
  type SaveDiscoverySettings,
  saveDiscoverySettings,
} from './queries/discovery/save-discovery-settings.ts';
import { showOwnPullRequests } from './queries/discovery/show-own-pull-requests.ts';
import { yieldToPushes } from './queries/discovery/yield-to-pushes.ts';

/** The statements about the person's own pull requests, bound to one database. */
export function createDiscoveryStore(connection: Connection) {
  return {
    findSettings: (ownerId: string) => findDiscoverySettings(connection, ownerId),
    saveSettings: (save: SaveDiscoverySettings) => saveDiscoverySettings(connection, save),
    follow: (follow: FollowOwnPullRequest) => followOwnPullRequest(connection, follow),
    yieldToPushes: (ownerId: string) => yieldToPushes(connection, ownerId),
    deleteFollowedChats: (ownerId: string, url: string | null) =>
      deleteFollowedChats(connection, ownerId, url),
    hide: (ownerId: string, url: string) => hideOwnPullRequests(connection, ownerId, url),
    show: (ownerId: string, url: string) => showOwnPullRequests(connection, ownerId, url),
  };
}

export type DiscoveryStore = ReturnType<typeof createDiscoveryStore>;
