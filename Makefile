# Short names for `python3 run.py ...`; everything works without make.
.PHONY: demo test readme lock samples
demo test readme lock:
	python3 run.py $@
samples:
	.venv/bin/python samples/make.py
