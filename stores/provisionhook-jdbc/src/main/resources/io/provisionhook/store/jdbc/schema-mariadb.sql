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
	index provisionhook_workspace_state (state, updated_at),
	index provisionhook_workspace_created (created_at, id)
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
