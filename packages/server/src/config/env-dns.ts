/** The variables about keeping records at DNS providers. */
import { text, variable } from '@moorage/core/config-reader';

export const zones = {
  zoneInterval: variable({
    names: ['DNS_INTERVAL_SECONDS'],
    schema: text.integer(5, 60),
    default: '30',
    doc: 'Seconds between two looks for domains that are due: to be tried again, or to be compared with their zones.',
    group: 'DNS records',
  }),
  zoneDrift: variable({
    names: ['DNS_DRIFT_SECONDS'],
    schema: text.integer(60, 86_400),
    default: '900',
    doc: 'Seconds until a domain is compared with its zone again, so that what somebody changed there is repaired.',
    group: 'DNS records',
  }),
  zoneMaxDomains: variable({
    names: ['DNS_MAX_DOMAINS'],
    schema: text.integer(1, 1_000),
    default: '25',
    doc: 'Domains that are handed on at each look.',
    group: 'DNS records',
  }),
  zoneMaxRecords: variable({
    names: ['DNS_MAX_RECORDS'],
    schema: text.integer(1, 10_000),
    default: '1000',
    doc: 'Names that one run brings to a zone before other domains have their turn.',
    group: 'DNS records',
  }),
  zoneUpdateNetworks: variable({
    names: ['DNS_UPDATE_NETWORKS'],
    schema: text.list,
    default: '',
    doc: 'Addresses and networks (CIDR) beside the public ones in which name servers of tenants may be that take dynamic updates, separated by commas.',
    group: 'DNS records',
  }),
};
