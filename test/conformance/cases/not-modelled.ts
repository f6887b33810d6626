// The tests of the files listed that the model has no part for, each with the reason.

import { notModelled, type UpstreamTest } from '../upstream.ts';

const NETWORK = 'networks, addresses and interfaces are not modelled';
const DISKS = 'disks and images are not modelled';
const PARAMS = 'the checks of what a client may ask are not modelled: it speaks to the lifecycle alone';
const GUEST = "what runs inside the guest, and the guest's devices, are not modelled";

export const INTEGRATION_REST: readonly UpstreamTest[] = [
  ...notModelled(
    'an instance has one name and no project here',
    'test_instance_access',
    'test_instance_create_in_silo',
  ),
  ...notModelled('sleds are not expunged', 'test_instance_failed_when_on_expunged_sled'),
  ...notModelled('sleds have CPUs and no other resource', 'test_cannot_provision_instance_beyond_ram_capacity'),
  ...notModelled(
    'the policy of an instance is fixed for a run; each policy is a test of its own elsewhere',
    'test_auto_restart_policy_can_be_changed',
  ),
  ...notModelled('the serial console is not modelled', 'test_instance_serial'),
  ...notModelled(
    NETWORK,
    'test_instance_start_creates_networking_state',
    'test_instance_migrate_v2p_and_routes',
    'test_instance_v2p_mappings',
    'test_instance_with_single_explicit_ip_address',
    'test_instance_with_new_custom_network_interfaces',
    'test_instance_create_delete_network_interface',
    'test_instance_update_network_interfaces',
    'test_instance_with_multiple_nics_unwinds_completely',
    'test_instance_ephemeral_ip_from_correct_pool',
    'test_instance_ephemeral_ip_from_orphan_pool',
    'test_instance_ephemeral_ip_no_default_pool_error',
    'test_instance_attach_several_external_ips',
    'test_instance_allow_only_one_ephemeral_ip',
  ),
  ...notModelled(
    DISKS,
    'test_attach_one_disk_to_instance',
    'test_instance_create_attach_disks',
    'test_instance_create_attach_disks_undo',
    'test_attach_eight_disks_to_instance',
    'test_cannot_attach_nine_disks_to_instance',
    'test_cannot_attach_faulted_disks',
    'test_disks_detached_when_instance_destroyed',
    'test_duplicate_disk_attach_requests_ok',
    'test_cannot_detach_boot_disk',
    'test_updating_running_instance_boot_disk_is_conflict',
    'test_boot_disk_can_be_changed',
    'test_boot_disk_must_be_attached',
    'test_instance_using_image_from_other_project_fails',
  ),
  ...notModelled(
    PARAMS,
    'test_cannot_create_instance_with_bad_hostname',
    'test_cannot_create_instance_with_empty_hostname',
    'test_instances_invalid_creation_returns_bad_request',
    'test_updating_missing_instance_is_not_found',
    'test_instances_memory_rejected_less_than_min_memory_size',
    'test_instances_memory_not_divisible_by_min_memory_size',
    'test_instances_memory_greater_than_max_size',
    'test_instance_create_with_ssh_keys',
  ),
];

export const START_ALLOWED_REST = notModelled(
  'the serial console is not modelled',
  'test_serial_console_stream_proxying',
);

export const DATASTORE_INSTANCE_REST = notModelled(
  'the watcher lists once, not page by page',
  'test_instance_and_vmm_list_by_sled_agent',
);

export const DATASTORE_MIGRATION = notModelled('no modelled part lists migrations', 'test_migration_query_by_instance');

export const DATASTORE_SAGA: readonly UpstreamTest[] = [
  ...notModelled(
    'listings are one statement, not page by page',
    'test_list_candidate_sagas',
    'test_list_unfinished_nodes',
    'test_list_no_unfinished_nodes',
  ),
  ...notModelled(
    'the log of a saga keeps each event once before it writes it; nothing in the model writes one twice',
    'test_create_event_idempotent',
    'test_update_state_idempotent',
  ),
  ...notModelled('no Nexus adopts the sagas of another', 'test_saga_reassignment'),
];

export const DATASTORE_PROVISIONING_REST = notModelled(
  DISKS,
  'test_storage_create_and_delete',
  'test_storage_create_and_delete_twice',
);

export const RECOVERY_CRATE: readonly UpstreamTest[] = notModelled(
  'the parts of recovery by themselves; what they amount to is in the tests of the task',
  'test_basic',
  'test_read_all_from_channel',
  'test_plan_basic',
  'test_execution_basic',
);

export const FAKE_REST = notModelled(
  DISKS,
  'test_sim_disk_transition_to_detached_states',
  'test_sim_disk_attach_then_destroy',
  'test_sim_disk_attach_then_fault',
);

export const REQUEST_QUEUE_REST = notModelled(
  DISKS,
  'mutation_requires_running_and_not_migrating_out',
  'mutation_disallowed_after_stop',
);

export const PHD_MIGRATE_REST: readonly UpstreamTest[] = [
  ...notModelled(
    GUEST,
    'serial_history',
    'running_process::migrate_running_process',
    'running_process::import_failure',
    'running_process::export_failure',
    'migration_ensures_instance_metadata',
    'incompatible_vms',
  ),
  ...notModelled(
    'one version of Propolis runs at a time',
    'from_base::can_migrate_from_base',
    'from_base::serial_history',
    'from_base::migration_from_base_and_back',
  ),
];
