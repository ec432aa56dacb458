create table if not exists provisionhook_workspace (
	id varchar(255) not null primary key,
	name longtext not null,
	request longtext not null,
	state varchar(32) not null,
	last_sample_error longtext,
	exit_code integer,
	report longtext,
	created_at datetime(6) not null,
	updated_at datetime(6) not null,
	generation bigint not null,
	version bigint not null,
	owner varchar(255),
	location varchar(255) default '' not null,
	wanted varchar(32),
	changed_at bigint default 0 not null,
	index provisionhook_workspace_state (state, updated_at),
	index provisionhook_workspace_created (created_at, id),
	index provisionhook_workspace_owner (owner, state),
	index provisionhook_workspace_wanted (wanted),
	index provisionhook_workspace_changed (changed_at)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;

create table if not exists provisionhook_provisioning (
	workspace_id varchar(255) not null,
	generation bigint not null,
	ended_at datetime(6) not null,
	outcome varchar(32) not null,
	failed_mutator varchar(2000),
	tenant varchar(2000),
	template varchar(2000),
	error longtext,
	report longtext,
	primary key (workspace_id, generation, ended_at),
	index provisionhook_provisioning_ended (ended_at)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;

create table if not exists provisionhook_instance (
	id varchar(255) not null primary key,
	location varchar(255) not null,
	machine varchar(255) not null,
	pid bigint not null,
	start_time bigint not null,
	leaving boolean not null,
	renewed_at bigint not null,
	lease_until bigint not null,
	details longtext not null
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;
