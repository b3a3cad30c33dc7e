/** Deployments for people: a line each in a list, and one with its services and whatever is wrong with it. */
import type { Deployment, DeploymentSummary, Evidence } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf, renderTable } from './table.ts';

/** Columns of `deployments list`. */
export function deploymentListView(now: Date): View<DeploymentSummary> {
  return {
    name: (row) => row.name,
    empty: 'No deployments yet. Try `moorage deployments create hello --wait`.',
    columns: [
      { title: 'name', value: (row) => row.name },
      { title: 'status', value: (row) => row.status },
      { title: 'ready', value: (row) => `${row.servicesReady}/${row.servicesTotal}` },
      { title: 'template', value: (row) => row.template },
      { title: 'url', value: (row) => row.url ?? '-' },
      { title: 'age', value: (row) => ageOf(row.createdAt, now) },
      { title: 'problem', value: (row) => row.lastError ?? '' },
    ],
  };
}

/** What is wrong, what was seen, what to do; indented by two. */
export function describeEvidence(evidence: Evidence): string {
  const lines = [`Reason:     ${evidence.reason}`, `            ${evidence.message}`];
  if (evidence.exitCode !== undefined) lines.push(`Exit code:  ${evidence.exitCode}`);
  if (evidence.probe !== undefined) lines.push(`Probe:      ${evidence.probe}`);
  if (evidence.event !== undefined) lines.push(`Event:      ${evidence.event}`);
  if (evidence.logLines !== undefined && evidence.logLines.length > 0) {
    lines.push('Last lines:', ...evidence.logLines.map((line) => `  | ${line}`));
  }
  lines.push(`Next step:  ${evidence.nextStep}`);
  return lines.map((line) => `  ${line}`).join('\n');
}

/** The whole deployment for `deployments get`. */
export function describeDeployment(deployment: Deployment): string {
  const head = [
    `Name:        ${deployment.name}`,
    `Status:      ${deployment.status}${deployment.message === null ? '' : ` (${deployment.message})`}`,
    `Template:    ${deployment.template}${deployment.templateVersion === null ? '' : ` (version ${deployment.templateVersion})`}`,
    `Visibility:  ${deployment.visibility}`,
    `URL:         ${deployment.url ?? '-'}`,
    `Namespace:   ${deployment.namespace}`,
    ...(deployment.embedded ? ['Cluster:     embedded (processes run without isolation)'] : []),
  ];
  const services = renderTable(deployment.services, [
    { title: 'service', value: (row) => row.name },
    { title: 'state', value: (row) => row.state },
    { title: 'ready', value: (row) => `${row.readyReplicas}/${row.replicas}` },
    { title: 'image', value: (row) => row.image },
  ]);
  const failing = deployment.services.filter((service) => service.evidence !== null);
  const problems = failing.map(
    (service) => `\n${service.name}:\n${service.evidence === null ? '' : describeEvidence(service.evidence)}`,
  );
  const own = deployment.evidence !== null && failing.length === 0 ? [`\n${describeEvidence(deployment.evidence)}`] : [];
  return [...head, '', services, ...problems, ...own].join('\n');
}
