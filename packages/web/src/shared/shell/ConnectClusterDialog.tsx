import { CodeBlock, InlineCode } from '../../ui/Code.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

interface ConnectClusterDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly cluster: { readonly notice: string; readonly kubeconfigCommand: string };
}

export function ConnectClusterDialog({ open, onOpenChange, cluster }: ConnectClusterDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="The embedded cluster" description={cluster.notice}>
      <div className="space-y-4">
        <div className="space-y-2">
          <h3 className="font-medium">Look into it with kubectl</h3>
          <CodeBlock code={cluster.kubeconfigCommand} what="the kubeconfig command" />
        </div>
        <div className="space-y-2">
          <h3 className="font-medium">Connect a real cluster</h3>
          <ol className="list-decimal space-y-2 pl-5">
            <li>
              Have a kubeconfig whose user may create namespaces, workloads, ingresses and custom resources; check it with{' '}
              <InlineCode>kubectl auth can-i create namespaces</InlineCode>.
            </li>
            <li>
              Stop Moorage and start it with <InlineCode>KUBECONFIG</InlineCode> and{' '}
              <InlineCode>KUBERNETES_ENABLED=true</InlineCode> set. The embedded cluster then stays off.
            </li>
            <li>
              Set <InlineCode>DEPLOYMENT_DOMAIN</InlineCode> to a domain whose wildcard record points at the ingress of that
              cluster.
            </li>
          </ol>
        </div>
      </div>
    </Dialog>
  );
}
