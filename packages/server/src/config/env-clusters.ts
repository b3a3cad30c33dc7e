/** The variables about clusters that organizations describe. */
import { text, variable } from '@moorage/core/config-reader';

export const clusters = {
  clusterApiNetworks: variable({
    names: ['CLUSTER_API_NETWORKS'],
    schema: text.list,
    default: '',
    doc: 'Addresses and networks (CIDR) beside the public ones in which APIs of tenants’ clusters may be that are asked for short-lived kubeconfigs, separated by commas.',
    group: 'Clusters',
  }),
};
