import { describeDeploymentCluster } from '../../../test/deployment-cluster.conformance.ts';
import { createFakeCluster } from './kubernetes.fake.ts';

const cluster = createFakeCluster();

describeDeploymentCluster('the fake', () => ({ cluster, watch: cluster.watch }));
