create table if not exists provisionhook_workspace (
	id varchar(255) not null primary key,
	name character large object not null,
	request character large object not null,
	state varchar(32) not null,
	last_sample_error character large object,
	exit_code integer,
	report character large object,
	created_at timestamp(6) not null,
	updated_at timestamp(6) not null,
	generation bigint not null,
	version bigint not null
);
