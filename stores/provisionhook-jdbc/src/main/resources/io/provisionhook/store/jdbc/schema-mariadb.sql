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
	version bigint not null
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;
