NAME        
ROWS
 N  Obj     
 G  r0      
 G  r1      
 G  r2      
 G  r3      
 G  r4      
 E  r5      
 E  r6      
 E  r7      
 E  r8      
 E  r9      
 E  r10     
 E  r11     
 E  r12     
 E  r13     
 E  r14     
 L  r15     
 L  r16     
 L  r17     
 L  r18     
 L  r19     
 L  r20     
 L  r21     
 L  r22     
 L  r23     
 L  r24     
COLUMNS
    MARK0000  'MARKER'                 'INTORG'
    c0        r0        -1
    c0        r5        -0.07
    c0        r6        0.07
    c0        r15       -0.02
    c0        r16       0.02
    c1        Obj       -1
    c1        r0        1
    c1        r6        -0.07
    c1        r16       -0.02
    c2        r1        -1
    c2        r7        -0.09
    c2        r8        0.09
    c2        r17       -0.02
    c2        r18       0.02
    c3        Obj       -1
    c3        r1        1
    c3        r8        -0.09
    c3        r18       -0.02
    c4        r2        -1
    c4        r9        -0.09
    c4        r10       0.09
    c5        Obj       -1
    c5        r2        1
    c5        r10       -0.09
    c6        r3        -1
    c6        r11       -0.02
    c6        r12       0.02
    c7        Obj       -1
    c7        r3        1
    c7        r12       -0.02
    c8        r4        -1
    c8        r13       -0.06
    c8        r14       0.06
    c8        r19       -0.02
    c8        r20       0.02
    c9        Obj       -1
    c9        r4        1
    c9        r14       -0.06
    c9        r20       -0.02
    MARK0001  'MARKER'                 'INTEND'
    c10       r5        1
    c10       r21       1
    c11       r6        1
    c11       r22       1
    c12       r5        1
    c12       r15       1
    c12       r23       1
    c13       r6        1
    c13       r16       1
    c13       r24       1
    c14       r7        1
    c14       r21       1
    c15       r8        1
    c15       r22       1
    c16       r7        1
    c16       r17       1
    c16       r23       1
    c17       r8        1
    c17       r18       1
    c17       r24       1
    c18       r13       1
    c18       r21       1
    c19       r14       1
    c19       r22       1
    c20       r13       1
    c20       r19       1
    c20       r23       1
    c21       r14       1
    c21       r20       1
    c21       r24       1
RHS
    RHS_V     r22       0.04
    RHS_V     r23       0.05
    RHS_V     r24       0.03
BOUNDS
 BV BOUND     c0      
 BV BOUND     c1      
 BV BOUND     c2      
 BV BOUND     c3      
 BV BOUND     c4      
 BV BOUND     c5      
 BV BOUND     c6      
 BV BOUND     c7      
 BV BOUND     c8      
 BV BOUND     c9      
ENDATA
