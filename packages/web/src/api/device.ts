/** Programs that ask to act for whoever is signed in: what they want, and the answer. */
import type { DeviceApproval } from '@moorage/sdk/types';
import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';

/** Asked once and never by itself again: each wrong code counts against the user. */
export function deviceLoginQuery(userCode: string) {
  return queryOptions({
    queryKey: ['device-login', userCode],
    queryFn: ({ signal }) => dataOf(client.device.get({ params: { userCode } }, { signal })),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function approveDevice(userCode: string, body: DeviceApproval) {
  return dataOf(client.device.approve({ params: { userCode }, body }));
}

export function denyDevice(userCode: string) {
  return dataOf(client.device.deny({ params: { userCode } }));
}
