package io.github.shadowvars.sql;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * A data source below a pool, which watches each connection that the pool opens.
 */
final class WatchedDataSource implements DataSource {

	private final Lazy<DataSource> target;

	private final ConnectionLifetime lifetime;

	WatchedDataSource(Lazy<DataSource> target, ConnectionLifetime lifetime) {
		this.target = target;
		this.lifetime = lifetime;
	}

	@Override
	public @Nullable Connection getConnection() throws SQLException {
		return this.lifetime.watched(this.target.get().getConnection());
	}

	@Override
	public @Nullable Connection getConnection(String username, String password) throws SQLException {
		return this.lifetime.watched(this.target.get().getConnection(username, password));
	}

	@Override
	public PrintWriter getLogWriter() throws SQLException {
		return this.target.get().getLogWriter();
	}

	@Override
	public void setLogWriter(PrintWriter out) throws SQLException {
		this.target.get().setLogWriter(out);
	}

	@Override
	public void setLoginTimeout(int seconds) throws SQLException {
		this.target.get().setLoginTimeout(seconds);
	}

	@Override
	public int getLoginTimeout() throws SQLException {
		return this.target.get().getLoginTimeout();
	}

	@Override
	public Logger getParentLogger() throws SQLFeatureNotSupportedException {
		try {
			return this.target.get().getParentLogger();
		}
		catch (SQLFeatureNotSupportedException ex) {
			throw ex;
		}
		catch (SQLException ex) {
			throw new SQLFeatureNotSupportedException(ex);
		}
	}

	@Override
	public <T> T unwrap(Class<T> iface) throws SQLException {
		if (iface.isInstance(this)) {
			return iface.cast(this);
		}
		DataSource dataSource = this.target.get();
		return iface.isInstance(dataSource) ? iface.cast(dataSource) : dataSource.unwrap(iface);
	}

	@Override
	public boolean isWrapperFor(Class<?> iface) throws SQLException {
		return iface.isInstance(this) || iface.isInstance(this.target.get()) || this.target.get().isWrapperFor(iface);
	}

	@Override
	public String toString() {
		return "Watched " + this.target;
	}

}
