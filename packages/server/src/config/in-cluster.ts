/** Where Kubernetes tells a pod to find its API server. */
export function readInClusterSource(environment: Readonly<Record<string, string | undefined>> = process.env): {
  readonly host: string | undefined;
  readonly port: string | undefined;
} {
  return { host: environment['KUBERNETES_SERVICE_HOST'], port: environment['KUBERNETES_SERVICE_PORT'] };
}
