package io.github.shadowvars.demo.stations;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/stations")
class StationController {

	private static final Pattern ADDRESS = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

	private final AccessPoint accessPoint;

	private final ShadowVariable<Station, ReentrantLock> psLock;

	private final ShadowVariable<Station, Boolean> psDelivery;

	StationController(AccessPoint accessPoint, ShadowVariable<Station, ReentrantLock> psLock,
			ShadowVariable<Station, Boolean> psDelivery) {
		this.accessPoint = accessPoint;
		this.psLock = psLock;
		this.psDelivery = psDelivery;
	}

	@GetMapping
	List<StationView> list() {
		return this.accessPoint.stations().stream().map(this::view).toList();
	}

	@GetMapping("/{address}")
	StationView show(@PathVariable String address) {
		return view(find(address));
	}

	@PostMapping
	ResponseEntity<StationView> associate(@RequestBody Association association) {
		String address = valid(association.address());
		Station sta = this.accessPoint.associate(address);
		if (sta == null) {
			throw new ResponseStatusException(HttpStatus.CONFLICT,
					"%s is associated already; drop it first".formatted(address));
		}
		return ResponseEntity.created(URI.create("/stations/" + address)).body(view(sta));
	}

	@PostMapping("/{address}/wake")
	StationView wake(@PathVariable String address) {
		Station sta = find(address);
		this.accessPoint.wake(sta);
		return view(sta);
	}

	@PostMapping("/{address}/sleep")
	StationView sleep(@PathVariable String address) {
		Station sta = find(address);
		this.accessPoint.sleep(sta);
		return view(sta);
	}

	@DeleteMapping("/{address}")
	ResponseEntity<Void> drop(@PathVariable String address, @RequestParam(defaultValue = "true") boolean goodbye) {
		String valid = valid(address);
		if (!(goodbye ? this.accessPoint.disassociate(valid) : this.accessPoint.lose(valid))) {
			throw unknown(valid);
		}
		return ResponseEntity.noContent().build();
	}

	private Station find(String address) {
		String valid = valid(address);
		Station sta = this.accessPoint.station(valid);
		if (sta == null) {
			throw unknown(valid);
		}
		return sta;
	}

	private StationView view(Station sta) {
		boolean locked = this.psLock.has(sta);
		boolean handled = this.psDelivery.has(sta);
		return StationView.of(sta, locked, handled);
	}

	private static String valid(@Nullable String address) {
		String lowerCase = (address != null) ? address.toLowerCase(Locale.ROOT) : "";
		if (!ADDRESS.matcher(lowerCase).matches()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"address must be six bytes in hex, but is '%s'; use for example 02:00:00:00:00:01"
						.formatted(lowerCase));
		}
		return lowerCase;
	}

	private static ResponseStatusException unknown(String address) {
		return new ResponseStatusException(HttpStatus.NOT_FOUND,
				"No station %s is associated; GET /stations lists those that are".formatted(address));
	}

	record Association(@Nullable String address) {
	}

}
