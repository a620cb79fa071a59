"""The straight line from YAML to HTML, on one screen.

    validate(path)  text  -> Checked   (tree, spec, diagnostics)
    plan(checked)   Spec  -> Planned   (stages, what is cached and why not, cost)
    run(planned)    Plan  -> Finished  (a folder of records, a verdict)
    report(folder)  record -> Path     (one HTML file)
"""
